import { getProxyForUrl } from "proxy-from-env";
import { Agent, buildConnector, type Dispatcher, Pool, ProxyAgent } from "undici";
import { GitLabDeployTokenError } from "./errors";
import { MAX_RESPONSE_MIB, networkError, noteConnectFault } from "./network-faults";
import { type Settings, settingNames } from "./settings";

/** One request below `/api/v4`. */
export interface ApiRequest {
	readonly method: "GET" | "POST" | "DELETE";
	/** Path below `/api/v4`, encoded, beginning with a slash, without the query. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string | undefined>>;
	/** Sent as JSON. */
	readonly body?: Readonly<Record<string, unknown>>;
}

/** A complete response; header names in lower case. */
export interface ApiResponse {
	readonly status: number;
	readonly headers: ReadonlyMap<string, string>;
	readonly text: string;
}

/** Sends one request, once. */
export interface Transport {
	/** @throws GitLabNetworkError when no complete response came. */
	send(request: ApiRequest, timeoutMs: number): Promise<ApiResponse>;
	/** Ends idle connections. */
	close(): Promise<void>;
}

/**
 * HTTP over undici: keep-alive, at most `concurrency` connections, proxies from the environment, redirects never
 * followed (a credential must not be sent to another address).
 */
export function createTransport(settings: Settings, userAgent: string): Transport {
	const { credentialHeader, base } = authorization(settings);
	const dispatcher = createDispatcher(settings);
	const { origin, pathname } = new URL(base);
	const prefix = pathname.replace(/\/$/, "");
	return {
		async send(apiRequest, timeoutMs) {
			const path = `${prefix}/api/v4${apiRequest.path}${queryOf(apiRequest.query)}`;
			const headers: Record<string, string> = {
				...credentialHeader,
				accept: "application/json",
				"user-agent": userAgent,
			};
			if (apiRequest.body !== undefined) headers["content-type"] = "application/json";
			try {
				const response = await dispatcher.request({
					origin,
					path,
					method: apiRequest.method,
					headers,
					body: apiRequest.body === undefined ? null : JSON.stringify(apiRequest.body),
					signal: AbortSignal.timeout(timeoutMs),
				});
				return {
					status: response.statusCode,
					headers: flatten(response.headers),
					text: await response.body.text(),
				};
			} catch (error) {
				throw networkError(error, apiRequest, settings, timeoutMs);
			}
		},
		close: () => dispatcher.close(),
	};
}

function authorization(settings: Settings): { credentialHeader: Record<string, string>; base: string } {
	const names = settingNames(settings.connection, "token");
	if (settings.token === undefined)
		throw new GitLabDeployTokenError(
			"GITLAB_CREDENTIAL_MISSING",
			`No credential is configured for ${settings.baseUrl} (connection "${settings.connection}").`,
			`Set the environment variable ${names.env}, or run \`pulumi config set --secret ${names.config}\`, with an access token of scope \`api\`.`,
		);
	return {
		base: settings.baseUrl,
		credentialHeader:
			settings.tokenType === "bearer"
				? { authorization: `Bearer ${settings.token}` }
				: { "private-token": settings.token },
	};
}

function createDispatcher(settings: Settings): Dispatcher {
	const tls = {
		...(settings.caFile === undefined ? {} : { ca: settings.caFile }),
		...(settings.clientCertFile === undefined ? {} : { cert: settings.clientCertFile }),
		...(settings.clientKeyFile === undefined ? {} : { key: settings.clientKeyFile }),
		...(settings.insecure ? { rejectUnauthorized: false } : {}),
	};
	const options = {
		connections: settings.concurrency,
		maxResponseSize: MAX_RESPONSE_MIB * 1024 * 1024,
		// The signal of each request is the only timeout; undici's own would cut a longer one short.
		headersTimeout: 0,
		bodyTimeout: 0,
		factory: markingPool,
	};
	// A request's signal has no effect before its connection is established, so connecting has its own timeout.
	const timeout = Math.min(settings.requestTimeout, 10_000);
	const connect = { ...tls, timeout };
	const proxy = getProxyForUrl(settings.baseUrl);
	return proxy === ""
		? new Agent({ ...options, connect: buildConnector(connect) })
		: new ProxyAgent({
				...options,
				uri: proxy,
				requestTls: connect,
				proxyTls: connect,
				clientFactory: (origin, client) => new Pool(origin, { ...client, headersTimeout: timeout }),
			});
}

/** A pool that records which faults came while connecting, also through a proxy's tunnel. */
function markingPool(origin: string | URL, options: object): Dispatcher {
	const { connect } = options as { readonly connect: buildConnector.connector };
	return new Pool(origin, {
		...options,
		connect(target, callback) {
			connect(target, (...outcome) => {
				if (outcome[0] === null) callback(...outcome);
				else callback(connectFault(outcome[0]), null);
			});
		},
	});
}

function connectFault(fault: NodeJS.ErrnoException): Error {
	// undici reads this code, with which a tunnel breaks, as the end of a request in flight, and would connect
	// again without end.
	const final =
		fault.code === "UND_ERR_SOCKET"
			? Object.assign(new Error(`the proxy: ${fault.message}`), { code: "ECONNRESET" })
			: fault;
	return noteConnectFault(final);
}

function queryOf(query: ApiRequest["query"] = {}): string {
	const parameters = new URLSearchParams();
	for (const [key, value] of Object.entries(query)) if (value !== undefined) parameters.set(key, value);
	return parameters.size === 0 ? "" : `?${parameters}`;
}

function flatten(headers: Record<string, string | string[] | undefined>): Map<string, string> {
	const flat = new Map<string, string>();
	for (const [name, value] of Object.entries(headers))
		if (value !== undefined) flat.set(name, Array.isArray(value) ? value.join(", ") : value);
	return flat;
}
