import { grpc } from "./grpc";

const { READY, TRANSIENT_FAILURE } = grpc.connectivityState;

/** Detects that the engine has ended without notice, as when it is killed: the provider would never be stopped then. */
export class EngineWatch {
	private client: InstanceType<typeof grpc.Client> | undefined;

	/** @param gone Called once an engine that was connected can no longer be reached. */
	constructor(private readonly gone: () => void) {}

	/** Watches the engine at this address from now on. */
	attach(address: string): void {
		this.close();
		this.client = new grpc.Client(address, grpc.credentials.createInsecure());
		this.watch(this.client, false);
	}

	close(): void {
		const { client } = this;
		// First, since closing it ends the watch, which would connect again.
		this.client = undefined;
		client?.close();
	}

	private watch(client: InstanceType<typeof grpc.Client>, wasConnected: boolean): void {
		if (client !== this.client) return;
		const channel = client.getChannel();
		// A lost connection leaves the channel idle until one is requested.
		const state = channel.getConnectivityState(true);
		if (state === TRANSIENT_FAILURE && wasConnected) {
			this.close();
			this.gone();
			return;
		}
		channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, () =>
			this.watch(client, wasConnected || state === READY),
		);
	}
}
