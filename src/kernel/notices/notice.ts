/** A message to one person, in words. Written by a command, sent after it. */
import type { Text } from '../view.ts';

/** Someone with an account, or an address somebody without one gave. */
export type Recipient = { readonly citizen: string } | { readonly staff: string } | { readonly email: string };

export interface NoticeToSend {
  readonly to: Recipient;
  /** Stable kind, e.g. 'reservations.permitted'. */
  readonly kind: string;
  readonly title: Text;
  readonly body: Text;
  /** Where to read on; a path of this house. */
  readonly href?: string;
  /** Beyond the chosen channels, on every registered one (warnings about one's own account or winnings). */
  readonly everyChannel?: boolean;
}
