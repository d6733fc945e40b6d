import type { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { reasonOf } from "../runtime/boundary/engine-boundary";
import { withOwnKeys } from "./configuration";
import { Any, type CallFailure, grpc } from "./grpc";

/** A failure after which the engine keeps what was done. */
export class PartialFailure extends Error {
	constructor(
		readonly failure: unknown,
		readonly detail: ErrorResourceInitFailed,
	) {
		super("only a part was done");
	}
}

/** A failure as the engine shows it: what failed, why, and what to do; no stack trace, no secret. */
export function callFailure(error: unknown): CallFailure {
	const code = grpc.status.UNKNOWN;
	if (!(error instanceof PartialFailure)) return { code, details: withOwnKeys(reasonOf(error)) };
	const details = withOwnKeys(reasonOf(error.failure));
	const detail = new Any();
	detail.pack(error.detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
	const status = new Status().setCode(code).setMessage(details).setDetailsList([detail]);
	const metadata = new grpc.Metadata();
	// The engine takes the details from here, and the message too.
	metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
	return { code, details, metadata };
}
