import { isIPv4 } from "node:net";
import { UsageError } from "../cli/usage-error";

/** Where a server listens. */
export interface ListenAddress {
	readonly host: string;
	/** 0 means any free port. */
	readonly port: number;
}

/**
 * Parses `127.0.0.1:9817`, `localhost:9817` or `[::1]:9817`; other hosts only if `isRemoteAllowed`, since everyone who
 * reaches the server can read the names of all projects and tokens.
 *
 * @throws UsageError
 */
export function listenAddress(text: string, isRemoteAllowed: boolean): ListenAddress {
	const [, inBrackets, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
	const host = inBrackets ?? plain;
	const port = Number(digits);
	if (host === undefined || port > 65_535)
		throw new UsageError(
			`--listen: expected an address such as 127.0.0.1:9817, got ${JSON.stringify(text)}.`,
		);
	if (!isLoopback(host) && !isRemoteAllowed)
		throw new UsageError(
			`--listen: other machines can reach ${text}, and the server has no password and no TLS. Listen on 127.0.0.1, or add --allow-remote.`,
		);
	return { host, port };
}

function isLoopback(host: string): boolean {
	return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
