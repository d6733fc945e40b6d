/**
 * `ActionDispatch::Journey::Router::Utils.normalize_path`, which Rails applies to every path before anything
 * else sees it: one slash for many, none at the end, escapes in upper case.
 */
export function normalizePath(path: string): string {
	const squeezed = `/${path}`.replace(/\/{2,}/g, "/");
	if (squeezed === "/") return squeezed;
	return squeezed.replace(/\/$/, "").replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase());
}
