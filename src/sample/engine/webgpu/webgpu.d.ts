/** The part of the npm package webgpu (Dawn, an optional peer dependency) in use here: it need not be installed to compile. */
declare module 'webgpu' {
  /** A GPU object as `navigator.gpu` is one; flags are "key=value". */
  export function create(flags: string[]): GPU;
}
