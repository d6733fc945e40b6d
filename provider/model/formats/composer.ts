import { addressOf } from "./address";
import { assertDistinct, type Credentials, checked } from "./text";

/** One host in Composer's `auth.json`. */
export interface ComposerHost {
	readonly credentials: Credentials;
	readonly host: string;
}

/** Composer's `auth.json` for one host. */
export function composerAuth(credentials: Credentials, args: { host: string }): string {
	return mergedComposerAuth([{ credentials, ...args }]);
}

/** Composer's `auth.json` for some hosts, each with its own token. */
export function mergedComposerAuth(entries: readonly ComposerHost[]): string {
	const hosts = entries.map(({ host }) => addressOf("host", host, "gitlab.example.com").host);
	assertDistinct("host", hosts, "an auth.json has one entry for each host");
	const tokens = entries.map(({ credentials }, index) => {
		const { username, password } = checked(credentials);
		return [hosts[index], { username, token: password }];
	});
	return JSON.stringify({ "gitlab-token": Object.fromEntries(tokens) });
}
