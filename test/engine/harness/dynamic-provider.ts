import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Place } from "../../../tools/secret-search.mjs";
import { plainEnvironment } from "../../../tools/stack-environment.mjs";
import { LATE_PACKAGES } from "./late-packages";
import { ProviderClient } from "./provider-client";
import { ProviderError } from "./rpc";

const ROOT = resolve(__dirname, "../../..");

/** The SDK's own provider process, a client of it, and all that it says. */
export class DynamicProvider {
	/** Everything it wrote to stderr. */
	printed = "";
	/** Every error in a response, and every reason in them. */
	readonly errors: string[] = [];

	private constructor(
		readonly child: ChildProcess,
		readonly client: ProviderClient,
	) {
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			this.printed += text;
		});
	}

	/** @param deadlineMs How long one call may take. */
	static async start(env: Readonly<Record<string, string>>, deadlineMs?: number): Promise<DynamicProvider> {
		const program = require.resolve("@pulumi/pulumi/cmd/dynamic-provider");
		const child = spawn(process.execPath, [program, "127.0.0.1:0"], {
			cwd: ROOT,
			env: { ...plainEnvironment(), ...LATE_PACKAGES, ...env },
			stdio: ["ignore", "pipe", "pipe"],
		});
		const [port] = (await once(createInterface(child.stdout), "line")) as [string];
		return new DynamicProvider(child, new ProviderClient(port, deadlineMs));
	}

	/** The outcome of a call, with its errors among {@link errors}. */
	async noting<Result>(outcome: Promise<Result>): Promise<Result> {
		try {
			return await outcome;
		} catch (error) {
			if (error instanceof ProviderError)
				this.errors.push(error.message, ...(error.initFailure?.reasons ?? []));
			throw error;
		}
	}

	/** Everything of it that a user gets to see. */
	get said(): Place[] {
		return [
			{ name: "the provider's output", text: this.printed },
			...this.errors.map((text) => ({ name: "an error of the provider", text })),
		];
	}

	/** Whether the process is there. */
	get alive(): boolean {
		return this.child.exitCode === null && this.child.signalCode === null;
	}

	/** Ends it, where it has not ended by itself. */
	async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
		this.client.close();
		if (!this.alive) return;
		const ended = once(this.child, "close");
		this.child.kill(signal);
		await ended;
	}
}
