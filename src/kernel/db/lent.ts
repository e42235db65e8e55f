/** All connections were lent for as long as anybody waits: too much at once, and no loss. Answered 503, to be sent again. */
export class EveryConnectionLent extends Error {
  override name = 'EveryConnectionLent';
  constructor() {
    super('every connection to the database is lent');
  }
}
