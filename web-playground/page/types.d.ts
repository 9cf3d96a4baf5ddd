/** Files that the build puts into the page as texts. */
declare module "*.yaml" {
  const text: string;
  export default text;
}
declare module "*.crt" {
  const text: string;
  export default text;
}
/** Put there by the build. */
declare const ETCDLINT_VERSION: string;
declare const WORKER_SOURCE: string;
/** Where the hosted page's linter and the pages of the rules lie; empty where the page holds them itself. */
declare const LINTER_URL: string;
declare const PAGES_URL: string;
