import { Server, ServerCredentials } from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { type LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

/** What the engine received. */
export interface Said {
	readonly severity: "info" | "warning" | "other";
	readonly message: string;
	readonly urn: string;
}

/** The engine's side on which providers speak to the user. */
export class FakeEngine {
	readonly said: Said[] = [];
	private readonly server = new Server();

	/** @returns the address. */
	async listen(): Promise<string> {
		const severities = { [LogSeverity.INFO]: "info", [LogSeverity.WARNING]: "warning" } as const;
		this.server.addService(EngineService, {
			log: (call: { request: LogRequest }, respond: (error: null, response: Empty) => void) => {
				const { request } = call;
				const severity = severities[request.getSeverity() as keyof typeof severities] ?? "other";
				this.said.push({ severity, message: request.getMessage(), urn: request.getUrn() });
				respond(null, new Empty());
			},
		});
		return new Promise((listening, failed) =>
			this.server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
				error === null ? listening(`127.0.0.1:${port}`) : failed(error),
			),
		);
	}

	close(): void {
		this.server.forceShutdown();
	}
}
