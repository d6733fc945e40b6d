import { addressOf } from "./address";
import { basicCredentials, type Credentials, checked, textOf } from "./text";

/** What Renovate uses the credentials for. */
export interface RenovateOptions {
	/**
	 * The data source or platform, as in `docker`, `npm`, `pypi`, `maven`, `nuget` or `terraform-module`.
	 *
	 * Default: none, so that they are used for everything on the host.
	 */
	readonly hostType?: string | undefined;
}

/** Sources that send the token alone, as GitLab's endpoints for them expect. */
const BY_TOKEN: readonly (string | undefined)[] = ["npm", "terraform-module"];

/** Renovate's `hostRules` with one rule, as JSON. */
export function renovateHostRules(
	credentials: Credentials,
	args: { matchHost: string } & RenovateOptions,
): string {
	const { host, href } = addressOf("matchHost", args.matchHost, "gitlab.example.com");
	const hostType = args.hostType === undefined ? undefined : textOf("hostType", args.hostType);
	// Renovate reads a value with a scheme as the beginning of an address, one with a port as that of an https: address,
	// and any other as a host.
	const matchHost = /^https?:/i.test(args.matchHost) ? href : host;
	const secret = BY_TOKEN.includes(hostType)
		? { token: checked(credentials).password }
		: basicCredentials(credentials);
	return JSON.stringify([{ ...(hostType === undefined ? {} : { hostType }), matchHost, ...secret }]);
}
