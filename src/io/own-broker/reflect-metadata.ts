// tsyringe, on which @peculiar/x509 is built, refuses to load without reflect-metadata. It asks only for the types of
// constructor arguments, and the classes of x509 have none, so this empty answer is complete and saves a dependency.

const nothingKnown = { getMetadata: () => undefined, getOwnMetadata: () => undefined }

if (!('getMetadata' in Reflect)) Object.assign(Reflect, nothingKnown)
