// Generated from the migrated database by `./yakuba rows`. Never edited by hand; a test compares.


export interface PrintsRow {
  readonly id: string;
  readonly receipt_id: string;
  readonly copy: number;
  readonly printed_at: Temporal.Instant;
  readonly printed_by: string;
}

export interface CollectionTables {
  readonly 'collection.prints': PrintsRow;
}
