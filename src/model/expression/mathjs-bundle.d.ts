/** mathjs as one file: it loads in a third of the time that the package's module tree takes (150 against 450 ms). */
declare module 'mathjs/lib/browser/math.js' {
  const mathjs: typeof import('mathjs');
  export default mathjs;
}
