// Takes the place of packages that the bundle must not contain.
export default () => {}
