/** What reservations say happened. Others may hear; declared here, delivered by the kernel. */
import { z } from 'zod';
import { eventType } from '../../kernel/act.ts';

const booking = z.object({ reservation: z.string(), facility: z.string() });

export const provisional = eventType('reservations.provisional', booking);
export const permitted = eventType('reservations.permitted', booking);
export const expired = eventType('reservations.expired', booking);
export const cancelled = eventType('reservations.cancelled', booking);
export const cancelledByCity = eventType('reservations.cancelledByCity', booking);
/** Time, room or use is another now; key and walls follow. */
export const changed = eventType('reservations.changed', booking);
export const checkedIn = eventType('reservations.checkedIn', booking);
export const noShow = eventType('reservations.noShow', booking);
export const blockCreated = eventType('reservations.blockCreated', z.object({ block: z.string(), facility: z.string(), reason: z.string() }));
/** Cells were given back: whoever waits may be offered them. */
export const released = eventType('reservations.released', z.object({ unit: z.string(), from: z.string(), to: z.string(), at: z.string() }));
export const lotteryFrozen = eventType('reservations.lotteryFrozen', z.object({ lottery: z.string() }));
export const lotteryPublished = eventType('reservations.lotteryPublished', z.object({ lottery: z.string() }));
/** Heard from the disaster systems. */
export const shelterOpened = eventType('reservations.shelterOpened', z.object({ facility: z.string(), block: z.string(), cancelled: z.number() }));
