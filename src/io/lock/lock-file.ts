// How the file that a lock is taken on is opened: never through a link, and without waiting for the other end of a pipe.
import { constants } from 'node:fs'

/** Creates the file when it is missing. A link answers ELOOP, a pipe that nobody reads ENXIO. */
export const lockFileFlags =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK
