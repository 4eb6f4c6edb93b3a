// What each screen keeps, by its view's name. Empty here: every view adds its own in its `state.ts` (declaration merging), so
// that adding a view changes no list of all of them.

// biome-ignore lint/suspicious/noEmptyInterface: the views fill it
export interface ScreenStates {}
