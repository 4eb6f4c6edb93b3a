// tsyringe, which @peculiar/x509 stands on, refuses to load without reflect-metadata. It asks only for the types of
// constructor arguments, and no class of x509 has any: "nothing known" is the whole answer, so a dependency is saved.

const nothingKnown = { getMetadata: () => undefined, getOwnMetadata: () => undefined }

if (!('getMetadata' in Reflect)) Object.assign(Reflect, nothingKnown)
