import { GitLabClient } from "./client";
import { type Clock, systemClock } from "./clock";
import { DEFAULT_CONNECTION } from "./connection-name";
import { GitLabDeployTokenError } from "./errors";
import { readSettings, type SettingSources } from "./read-settings";
import { type Settings, settingNames } from "./settings";
import { createTransport } from "./transport";

/** Name and version that GitLab's logs show for this client. */
export function userAgent(): string {
	// The package's own name, so that it resolves alike from the sources and from `dist/`.
	const { version } = require("pulumi-gitlab-deploy-tokens/package.json") as { version: string };
	return `pulumi-gitlab-deploy-tokens/${version}`;
}

/** Opens GitLab connections by name, each once, when it is first needed. */
export class Connections {
	private readonly opened = new Map<string, GitLabClient>();
	private readonly read = new Map<string, Settings>();

	constructor(
		private readonly sources: SettingSources,
		private readonly clock: Clock = systemClock,
		private readonly report?: (message: string) => void,
	) {}

	/** The settings of a connection. @throws GitLabDeployTokenError `SETTINGS_INVALID` */
	settings(name = DEFAULT_CONNECTION): Settings {
		const known = this.read.get(name);
		if (known) return known;
		const settings = readSettings(name, this.sources);
		this.read.set(name, settings);
		return settings;
	}

	/** The API of a connection. @throws GitLabDeployTokenError `SETTINGS_INVALID`, `GITLAB_CREDENTIAL_MISSING` */
	open(name = DEFAULT_CONNECTION): GitLabClient {
		const known = this.opened.get(name);
		if (known) return known;
		const settings = this.settings(name);
		const client = new GitLabClient(
			settings,
			this.transport(settings),
			this.clock,
			this.report && { report: this.report },
		);
		this.opened.set(name, client);
		if (isSentInClear(settings.baseUrl)) this.report?.(inClearWarning(settings));
		return client;
	}

	/**
	 * The current time by a connection's GitLab, in epoch milliseconds; by this machine's clock before any
	 * response.
	 */
	now(name = DEFAULT_CONNECTION): number {
		return this.opened.get(name)?.now() ?? this.clock.now();
	}

	/** The settings of a used connection to `host` with a credential; `undefined` where there is none. */
	settingsFor(host: string): Settings | undefined {
		return [...this.read.values()].find(({ baseUrl, token }) => baseUrl === host && token !== undefined);
	}

	/** The base URL of a used connection that replaces `host` according to its `movedFrom`; else `host` itself. */
	presentAddress(host: string): string {
		return [...this.read.values()].find(({ movedFrom }) => movedFrom === host)?.baseUrl ?? host;
	}

	private transport(settings: Settings) {
		try {
			return createTransport(settings, userAgent());
		} catch (error) {
			if (error instanceof GitLabDeployTokenError) throw error;
			// A proxy address or certificate that undici or OpenSSL refuses.
			throw new GitLabDeployTokenError(
				"SETTINGS_INVALID",
				`No connection to ${settings.baseUrl} can be set up: ${(error as Error).message}.`,
				"Check HTTPS_PROXY and the certificate files.",
			);
		}
	}
}

/** Whether others on the way to GitLab can read what is sent; traffic on this machine counts as private. */
function isSentInClear(baseUrl: string): boolean {
	const { protocol, hostname } = new URL(baseUrl);
	return protocol === "http:" && !/^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}

function inClearWarning({ baseUrl, connection }: Settings): string {
	const { config, env } = settingNames(connection, "baseUrl");
	return `warning: connection "${connection}" sends its credential, and receives deploy tokens, unencrypted over ${baseUrl}; set ${env} or \`${config}\` to an https address.`;
}
