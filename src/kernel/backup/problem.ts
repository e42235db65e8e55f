/** What goes wrong with backups in ways that a person can do something about: a kind for programs, a sentence for people. */
export type BackupProblemKind =
  | 'NoKey' | 'WrongKey' | 'Damaged' | 'Missing' | 'PlaceFails' | 'PlaceFull' | 'PlaceTaken' | 'NotEmpty' | 'NothingThere' | 'TooLate' | 'TooEarly' | 'CannotCopy' | 'Busy';

export class BackupProblem extends Error {
  readonly kind: BackupProblemKind;
  constructor(kind: BackupProblemKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
