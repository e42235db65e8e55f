/** Statements sent one behind the other on the same connection, without waiting for each answer. */

/** Waits for all of them; the first failure is the one that counts, for those behind it fail only because of it. */
export async function inOrder(sent: readonly Promise<unknown>[]): Promise<void> {
  const settled = await Promise.allSettled(sent);
  for (const one of settled) if (one.status === 'rejected') throw one.reason;
}
