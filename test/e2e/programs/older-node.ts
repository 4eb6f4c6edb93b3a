// Loaded into jobdeck with NODE_OPTIONS: this Node claims to be an older one; a Node that jobdeck hands over to does not.
delete process.env.NODE_OPTIONS
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.2' } })
Object.defineProperty(process, 'version', { value: 'v20.19.2' })
