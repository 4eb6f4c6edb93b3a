// What is known of a file that a job should produce.

/** `outside`: the path leads out of the project, and was not followed. `unknown`: the system does not say. */
export type ArtifactState = 'present' | 'missing' | 'outside' | 'unknown'
