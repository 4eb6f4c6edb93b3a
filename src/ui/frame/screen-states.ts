// The state that each screen keeps, by the name of its view. Empty here: every view declares its own in its `state.ts`
// (declaration merging), so that adding a view touches no central list.

// biome-ignore lint/suspicious/noEmptyInterface: the views fill it
export interface ScreenStates {}
