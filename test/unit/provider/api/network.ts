import { GitLabClient } from "../../../../provider/api/client";
import type { Clock } from "../../../../provider/api/clock";
import type { SettingName, Settings } from "../../../../provider/api/settings";
import { createTransport, type Transport } from "../../../../provider/api/transport";
import { settingsOf } from "./fakes";
import { Servers } from "./servers";

const PROXY_VARIABLES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"].flatMap((name) => [
	name,
	name.toUpperCase(),
	`npm_config_${name}`,
]);

export interface Network {
	readonly servers: Servers;
	transportTo(baseUrl: string, over?: Partial<Settings>): Transport;
	/** The client over real connections; waits between attempts pass at once. */
	restTo(
		baseUrl: string,
		over?: Partial<Settings>,
		config?: Partial<Record<SettingName, string>>,
		whileWaiting?: () => Promise<void>,
	): GitLabClient;
	/** Sets an environment variable until the end of the test. */
	setEnv(name: string, value: string): void;
}

/** Servers and clients of the tests of one `describe`, each closed after its test. No proxy is set. */
export function network(): Network {
	const servers = new Servers();
	const transports: Transport[] = [];
	const environment = new Map<string, string | undefined>();

	const setEnv = (name: string, value: string | undefined) => {
		if (!environment.has(name)) environment.set(name, process.env[name]);
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	};
	const open = (settings: Settings) => {
		const transport = createTransport(settings, "tests/1.0");
		transports.push(transport);
		return transport;
	};

	beforeEach(() => {
		for (const name of PROXY_VARIABLES) setEnv(name, undefined);
	});
	afterEach(async () => {
		for (const [name, value] of environment) {
			if (value === undefined) delete process.env[name];
			else process.env[name] = value;
		}
		environment.clear();
		// The servers first: a transport waits for its requests.
		await servers.closeAll();
		await Promise.all(transports.splice(0).map((transport) => transport.close()));
	});

	return {
		servers,
		setEnv,
		transportTo: (baseUrl, over = {}) => open(settingsOf({ baseUrl }, over)),
		restTo: (baseUrl, over = {}, config = {}, whileWaiting = async () => {}) => {
			const settings = settingsOf({ baseUrl, ...config }, { retries: 2, ...over });
			return new GitLabClient(settings, open(settings), impatientClock(whileWaiting), { random: () => 0 });
		},
	};
}

/** The machine's clock, with every wait skipped. */
function impatientClock(whileWaiting: () => Promise<void>): Clock {
	let skippedMs = 0;
	return {
		now: () => Date.now() + skippedMs,
		sleep: async (ms) => {
			skippedMs += ms;
			await whileWaiting();
		},
	};
}
