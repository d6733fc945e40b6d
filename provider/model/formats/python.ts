import { addressOf, withCredentials } from "./address";
import { type Credentials, checked, flagOf, nameOf, within } from "./text";

const INDEX = "https://gitlab.example.com/api/v4/projects/5/packages/pypi/simple";
const UPLOADS = "https://gitlab.example.com/api/v4/projects/5/packages/pypi";

/** Options of an index in a `pip.conf`. */
export interface PipConfOptions {
	/**
	 * Whether packages come from the index besides PyPI (`extra-index-url`), instead of only from it (`index-url`).
	 * pip then installs the higher version, whoever published it. Default: `false`.
	 */
	readonly extra?: boolean | undefined;
}

/** Options of a repository in a `.pypirc`. */
export interface PypircOptions {
	/** The name by which `twine upload --repository` finds it. Default: `gitlab`. */
	readonly name?: string | undefined;
}

/** The address of a package index with the credentials in it. */
export function pipIndexUrl(credentials: Credentials, args: { indexUrl: string }): string {
	return withCredentials(addressOf("indexUrl", args.indexUrl, INDEX), credentials);
}

/** A `pip.conf`. pip reads it without interpolation, so that `%` is literal. */
export function pipConf(credentials: Credentials, args: { indexUrl: string } & PipConfOptions): string {
	const key = flagOf("extra", args.extra) ? "extra-index-url" : "index-url";
	return `[global]\n${key} = ${pipIndexUrl(credentials, args)}\n`;
}

/** A `.pypirc`, with which twine publishes. */
export function pypirc(credentials: Credentials, args: { repositoryUrl: string } & PypircOptions): string {
	const { href } = addressOf("repositoryUrl", args.repositoryUrl, UPLOADS);
	const name = nameOf(
		"name",
		args.name ?? "gitlab",
		/^(?!(?:distutils|DEFAULT)$)[\w.-]+$/,
		"consist of letters, digits, `_`, `.` and `-`, and not be a section of another meaning",
	);
	const { username, password } = checked(credentials);
	within({ of: "a .pypirc file", forbidden: /^\s|\s$/, what: "a space at one end" }, { username, password });
	return [
		"[distutils]",
		`index-servers = ${name}`,
		"",
		`[${name}]`,
		`repository = ${href}`,
		`username = ${username}`,
		`password = ${password}`,
		"",
	].join("\n");
}
