import { GitLabNetworkError, type NetworkFault } from "./errors";
import { type SettingName, type Settings, settingNames } from "./settings";
import type { ApiRequest } from "./transport";

/** A larger response is aborted: no response of these routes comes near. */
export const MAX_RESPONSE_MIB = 64;

/** The codes by which Node reports that it does not trust the other side's certificate. */
const CERTIFICATE_FAULT =
	/^(CERT_|CRL_|ERR_TLS_CERT|ERROR_IN_C|UNABLE_TO_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED_CERT|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE)|PATH_LENGTH_EXCEEDED)/;

/**
 * How a server refuses a client's certificate, or its absence; with TLS 1.3 this comes after the handshake, in
 * place of a response.
 */
const CLIENT_REFUSED = /^ERR_SSL_.*_ALERT_(.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE)$/;

/** Faults before a connection to GitLab was established: it has received nothing then. */
const connectFaults = new WeakSet<object>();

/** Records that a fault came while connecting. */
export function noteConnectFault(fault: Error): Error {
	connectFaults.add(fault);
	return fault;
}

/** A fault as thrown by undici or Node, and the request that it ended. */
interface Fault {
	readonly error: Error;
	/** Node's code, or the error's name where it has none. */
	readonly code: string;
	readonly connecting: boolean;
	/** The request, as messages name it. */
	readonly where: string;
	readonly timeoutMs: number;
	/** Whether less time remained than a request may take. */
	readonly cutShort: boolean;
	/** A setting, as hints name it. */
	key(name: SettingName): string;
}

/** A kind of fault: how it is recognised, and what it means. */
interface FaultKind extends Omit<NetworkFault, "hint"> {
	is(fault: Fault): boolean;
	hint(fault: Fault): string;
	/** Absent: GitLab could not be reached. */
	readonly code?: ConstructorParameters<typeof GitLabNetworkError>[0];
	message?(fault: Fault): string;
}

/** Every kind of fault; the first match counts. */
const KINDS: readonly FaultKind[] = [
	{
		is: ({ error }) => error.name === "TimeoutError",
		code: "GITLAB_TIMEOUT",
		message: ({ where, timeoutMs }) => `GitLab did not respond to ${where} within ${timeoutMs} ms.`,
		hint: ({ key, cutShort }) =>
			`Check GitLab's health, or raise ${key(cutShort ? "operationTimeout" : "requestTimeout")}.`,
		mayHaveExecuted: true,
	},
	{
		is: ({ code }) => code === "UND_ERR_RES_EXCEEDED_MAX_SIZE",
		code: "GITLAB_RESPONSE_UNREADABLE",
		message: ({ where }) => `The response to ${where} is larger than ${MAX_RESPONSE_MIB} MiB.`,
		hint: ({ key }) =>
			`Check whether a proxy in between modifies responses, and that ${key("baseUrl")} is a GitLab.`,
		mayHaveExecuted: true,
		permanent: true,
	},
	{
		is: ({ code }) => CLIENT_REFUSED.test(code),
		hint: ({ key }) =>
			`The server refused the TLS connection: it may require a different client certificate than ${key("clientCertFile")}.`,
		mayHaveExecuted: false,
		permanent: true,
	},
	{
		is: ({ connecting }) => !connecting,
		hint: () =>
			"The connection broke while the response was awaited. Check GitLab's health and the proxies in between.",
		mayHaveExecuted: true,
	},
	{
		is: ({ code }) => CERTIFICATE_FAULT.test(code),
		hint: ({ key }) =>
			`The TLS connection is not trusted: check ${key("baseUrl")}, and set ${key("caFile")} to the certificate authority's PEM file.`,
		mayHaveExecuted: false,
		permanent: true,
	},
	{
		is: ({ code }) => code.startsWith("ERR_SSL_") || code === "EPROTO",
		hint: ({ key }) =>
			`The TLS handshake failed; the port probably does not serve HTTPS. Check the scheme and the port of ${key("baseUrl")}, and HTTPS_PROXY.`,
		mayHaveExecuted: false,
		permanent: true,
	},
];

/** The fallback: no connection could be established. */
const NOT_CONNECTED: FaultKind = {
	is: () => true,
	hint: ({ key }) => `Check ${key("baseUrl")}, the network, and HTTPS_PROXY and NO_PROXY.`,
	mayHaveExecuted: false,
};

/** A network fault as an error of this package: what it means for the request, and what to do. */
export function networkError(
	error: unknown,
	{ method, path }: ApiRequest,
	settings: Settings,
	timeoutMs: number,
): GitLabNetworkError {
	const thrown = error as NodeJS.ErrnoException;
	const fault: Fault = {
		error: thrown,
		code: typeof thrown.code === "string" ? thrown.code : thrown.name,
		connecting: connectFaults.has(thrown),
		where: `${method} ${path} of ${settings.baseUrl}`,
		timeoutMs,
		cutShort: timeoutMs < settings.requestTimeout,
		key: (name) => `\`${settingNames(settings.connection, name).config}\``,
	};
	const kind = KINDS.find(({ is }) => is(fault)) ?? NOT_CONNECTED;
	const {
		code = "GITLAB_UNREACHABLE",
		message = unreachable,
		hint,
		mayHaveExecuted,
		permanent = false,
	} = kind;
	return new GitLabNetworkError(code, message(fault), { hint: hint(fault), mayHaveExecuted, permanent });
}

function unreachable({ where, error, code }: Fault): string {
	return `GitLab could not be reached: ${where}: ${reason(error)} (${code}).`;
}

/** Node has no message where all addresses of a name failed. */
function reason(fault: Error): string {
	const each = fault instanceof AggregateError ? (fault.errors as Error[]) : [];
	return fault.message || each.map(({ message }) => message).join("; ");
}
