/** The systems as the kernel takes them: registered, in the plan's order. */
import { registerSystems } from './kernel/registry.ts';
import type { System } from './kernel/system.ts';
import * as listed from './systems.ts';

export const systems: readonly System[] = Object.values(listed);
registerSystems(systems);
