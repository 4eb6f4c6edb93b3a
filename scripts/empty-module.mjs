// Stands in for packages that the bundle must not contain.
export default () => {}
