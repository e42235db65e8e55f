/** The assembled list of systems. `main.ts` hands it in once; the kernel knows no system by name. */
import { registerPermissions, type Permissions } from './permissions/permissions.ts';
import type { System } from './system.ts';

let assembled: readonly System[] = [];

export function registerSystems(systems: readonly System[]): void {
  assembled = systems;
  for (const system of systems) registerPermissions(system.permissions);
}

export function registeredSystems(): readonly System[] {
  return assembled;
}

/** Every permission of every system, in the order of the plan. */
export function allPermissions(): Permissions {
  return Object.assign({}, ...assembled.map((system) => system.permissions));
}
