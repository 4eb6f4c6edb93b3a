// The package has no types; these are for the part that the embedded broker uses.
declare module 'aedes-persistence-level' {
  import type { ClassicLevel } from 'classic-level'
  export default function persistenceOf(database: ClassicLevel): object
}
