// What one event means for its job: the fold decides it, the ledger keeps it beside the event.

/**
 * What an event does to its job (PROTOCOL.md §3 and §5):
 * - `newest` says what the job does now, or asks for the user;
 * - `counted` belongs to the job's numbers and history, and says nothing about what the job does now: a late arrival, an
 *   event after the end, a second end. A request after the end asks for the user all the same, until the next event;
 * - `ends` is the job's first end;
 * - `restarts` is `newest`, and the publisher counts anew from here;
 * - `none` is kept and marked, without influence: forged, unsigned, stray; or a duplicate, which is not kept.
 *
 * The number of an event that is noted as `stray` is never counted, whatever its effect: a stray request is `newest`.
 */
export type Effect = 'newest' | 'counted' | 'ends' | 'restarts' | 'none'
