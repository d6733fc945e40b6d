import { grpc } from "./grpc";

const { READY, TRANSIENT_FAILURE } = grpc.connectivityState;

/** Notices that the engine has ended without a word, as one that is killed does: nobody would end the provider then. */
export class EngineWatch {
	private client: InstanceType<typeof grpc.Client> | undefined;

	/** @param gone Called once no connection to an engine can be had that there was before. */
	constructor(private readonly gone: () => void) {}

	/** Watches the engine at this address from now on. */
	attach(address: string): void {
		this.close();
		this.client = new grpc.Client(address, grpc.credentials.createInsecure());
		this.watch(this.client, false);
	}

	close(): void {
		this.client?.close();
		this.client = undefined;
	}

	private watch(client: InstanceType<typeof grpc.Client>, wasConnected: boolean): void {
		if (client !== this.client) return;
		const channel = client.getChannel();
		// A lost connection leaves the channel idle, until one is asked for.
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
