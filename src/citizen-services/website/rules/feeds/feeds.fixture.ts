/** Moments of the tests of feeds. */
export const at = (text: string) => Temporal.Instant.from(`${text}+09:00`);
