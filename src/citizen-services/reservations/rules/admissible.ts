/** Whether what somebody wants to do fits the room: purpose, number of people, and what law and rules forbid. */
import { refusal } from './refusal.ts';
import type { Refusal } from './refusal.ts';
import type { Unit } from './policy.ts';

export interface IntendedUse {
  readonly purpose: string;
  readonly persons: number;
  readonly food: boolean;
  readonly alcohol: boolean;
  readonly commercial: boolean;
  /** Everybody is under 18 and no guardian is named. */
  readonly minorsAlone: boolean;
}

export type UseProblem = 'purpose' | 'too_many' | 'too_few' | 'food' | 'alcohol' | 'commercial' | 'minors';

/** The first reason why this use is not admitted, or null. */
export function useProblem(unit: Unit, use: IntendedUse): Refusal<UseProblem> | null {
  const listed = unit.purposes.includes('*') || unit.purposes.includes(use.purpose);
  if (!listed || unit.forbiddenPurposes.includes(use.purpose)) return refusal('purpose', 'この部屋はその目的には使えません。ほかの部屋をお選びください。', 'This room cannot be used for that purpose. Please choose another room.');
  if (use.persons > unit.persons.max) return refusal('too_many', `この部屋の定員は${unit.persons.max}人です。`, `This room holds ${unit.persons.max} people at most.`);
  if (use.persons < unit.persons.min) return refusal('too_few', `この部屋は${unit.persons.min}人以上でご利用ください。`, `This room is for ${unit.persons.min} people or more.`);
  if (use.alcohol && !unit.legal.alcohol) return refusal('alcohol', 'この部屋でお酒は飲めません。', 'Alcohol is not allowed in this room.');
  if (use.food && !unit.legal.food) return refusal('food', 'この部屋で食事はできません。', 'Eating is not allowed in this room.');
  if (use.commercial && !unit.legal.commercial) return refusal('commercial', 'この部屋は営利の目的には使えません。', 'This room cannot be used for commercial purposes.');
  if (use.minorsAlone && unit.legal.guardianForMinors) return refusal('minors', '18歳未満の方だけで使うときは、保護者のお名前を入力してください。', 'Please name a guardian when everybody is under 18.');
  return null;
}
