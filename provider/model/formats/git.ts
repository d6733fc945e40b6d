import { addressOf, withCredentials } from "./address";
import { type Credentials, flagOf } from "./text";

const REPOSITORY = "https://gitlab.example.com/group/project.git";

/** Options of a replacement in git's configuration. */
export interface InsteadOfOptions {
	/** Whether the SSH addresses of the same repositories are replaced too. Default: `false`. */
	readonly ssh?: boolean | undefined;
}

/** The HTTPS address of a repository with the credentials in it. */
export function gitUrl(credentials: Credentials, args: { httpUrl: string }): string {
	return withCredentials(addressOf("httpUrl", args.httpUrl, REPOSITORY), credentials);
}

/** A line of the file that `git credential-store` reads. */
export function gitCredentialStore(credentials: Credentials, args: { httpUrl: string }): string {
	const url = addressOf("httpUrl", args.httpUrl, REPOSITORY);
	const line = withCredentials(url, credentials);
	// A path counts only where `credential.useHttpPath` is set; the root does not.
	return `${url.pathname === "/" ? line.replace(/\/$/, "") : line}\n`;
}

/** A section of git's configuration that puts the credentials into the addresses below another. */
export function gitInsteadOf(credentials: Credentials, args: { httpUrl: string } & InsteadOfOptions): string {
	const url = addressOf("httpUrl", args.httpUrl, REPOSITORY);
	// Without it, `…/group` would also be the beginning of `…/group-of-others`.
	if (!/(?:\/|\.git)$/.test(url.pathname)) url.pathname += "/";
	const path = url.pathname.slice(1);
	const replaced = flagOf("ssh", args.ssh)
		? [url.href, `git@${url.hostname}:${path}`, `ssh://git@${url.hostname}/${path}`]
		: [url.href];
	const lines = replaced.map((address) => `\tinsteadOf = "${address}"\n`);
	return `[url "${withCredentials(url, credentials)}"]\n${lines.join("")}`;
}
