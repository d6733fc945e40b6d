import { AsyncLocalStorage } from "node:async_hooks";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { systemClock } from "../api/clock";
import { withOwnKeys } from "./configuration";
import { grpc } from "./grpc";

/** How long the engine may take to receive a message. */
const SAY_MS = 5_000;

/** A call that can report messages. */
interface Speaker {
	readonly urn: string;
	/** The messages on their way to the engine. */
	readonly sending: Promise<void>[];
}

/**
 * Reports messages to the user through the engine, at the resource that they concern. The engine shows nothing of
 * what a packaged provider writes to its own outputs.
 */
export class EngineLog {
	private readonly speakers = new AsyncLocalStorage<Speaker>();
	private client: EngineClient | undefined;

	/** @param otherwise Where lines go while no engine is known. */
	constructor(private readonly otherwise: (line: string) => void) {}

	/** Sends to the engine at this address from now on. */
	attach(address: string): void {
		this.client?.close();
		this.client = new EngineClient(address, grpc.credentials.createInsecure());
	}

	/** Runs the work of a resource; all its messages have arrived when this resolves. */
	async during<Result>(urn: string, work: () => Promise<Result>): Promise<Result> {
		const speaker: Speaker = { urn, sending: [] };
		try {
			return await this.speakers.run(speaker, work);
		} finally {
			await Promise.all(speaker.sending);
		}
	}

	/** Reports one line. One that starts with `warning: ` is shown as a warning. */
	write(line: string): void {
		const speaker = this.speakers.getStore();
		const text = withOwnKeys(line.trimEnd());
		const { client } = this;
		if (client === undefined) {
			this.otherwise(`${text}\n`);
			return;
		}
		const isWarning = text.startsWith("warning: ");
		const request = new LogRequest()
			.setSeverity(isWarning ? LogSeverity.WARNING : LogSeverity.INFO)
			.setMessage(isWarning ? text.slice("warning: ".length) : text)
			.setUrn(speaker?.urn ?? "");
		const sent = new Promise<void>((done) => {
			// A message that does not arrive must not block or fail the work.
			client.log(request, new grpc.Metadata(), { deadline: systemClock.now() + SAY_MS }, () => done());
		});
		speaker?.sending.push(sent);
	}

	close(): void {
		// Otherwise Node would carry the store of a server that has ended through everything else of this process.
		this.speakers.disable();
		this.client?.close();
	}
}
