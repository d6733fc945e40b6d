import { addressOf } from "./address";
import { type Credentials, checked, nameOf, within } from "./text";

/** Options of a registry in an `.npmrc`. */
export interface NpmrcOptions {
	/** The scope whose packages come from the registry, as in `@group`. Default: none, so only the token is written. */
	readonly scope?: string | undefined;
}

/** The lines of an `.npmrc` file with which npm authenticates to a package registry. */
export function npmrc(credentials: Credentials, args: { registryUrl: string } & NpmrcOptions): string {
	const url = addressOf(
		"registryUrl",
		args.registryUrl,
		"https://gitlab.example.com/api/v4/projects/5/packages/npm/",
	);
	url.pathname = url.pathname.replace(/\/?$/, "/");
	const { password } = checked(credentials);
	within(
		{ of: "the key of an .npmrc file", forbidden: /[^\w.~%:/@+-]/, what: "a character such as `=` or `[`" },
		{
			registryUrl: url.host + url.pathname,
		},
	);
	within(
		{
			of: "an .npmrc file",
			forbidden: /\$\{|^(?:true|false|null)$/,
			what: "`${`, or is a word that npm reads as a value",
		},
		{ password },
	);
	const token = `//${url.host}${url.pathname}:_authToken=${written(password)}\n`;
	if (args.scope === undefined) return token;
	const scope = nameOf(
		"scope",
		args.scope,
		/^@?[a-z0-9._~-]+$/,
		"consist of lowercase letters, digits, `.`, `_`, `~` and `-`, behind an `@`",
	).replace(/^@?/, "@");
	return `${scope}:registry=${url.href}\n${token}`;
}

/** A value as npm's `ini` reads it again: in quotes where it would otherwise be read as something else. */
function written(value: string): string {
	return /^[\w.~+/-]+$/.test(value) ? value : JSON.stringify(value);
}
