/** Which class a group falls into, by the share of members who live, work or study in the city. */
import type { GroupResidencyRule } from './policy.ts';

export interface MemberResidency {
  readonly tie: 'resident' | 'work' | 'school' | 'none';
  /** 団体コード of where the member lives, for agreements between neighbours. */
  readonly municipality?: string;
}

export interface GroupResidency {
  readonly userClass: string;
  readonly counted: number;
  readonly members: number;
  readonly isLargeEnough: boolean;
}

export function residencyOf(rule: GroupResidencyRule, members: readonly MemberResidency[]): GroupResidency {
  const counted = members.filter((member) => counts(rule, member)).length;
  const [share, limit] = [counted * 100, rule.sharePercent * members.length];
  const local = members.length > 0 && (rule.comparison === 'more_than' ? share > limit : share >= limit);
  return {
    userClass: local ? rule.residentClass : rule.otherClass,
    counted, members: members.length, isLargeEnough: members.length >= rule.minMembers,
  };
}

function counts(rule: GroupResidencyRule, member: MemberResidency): boolean {
  if (member.tie === 'resident') return true;
  if (rule.countWorkOrSchool && member.tie !== 'none') return true;
  return member.municipality !== undefined && rule.countNeighbours.includes(member.municipality);
}
