import { type CallOptions, type ClientUnaryCall, Metadata, type ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What the engine hands over and gets back. */
export type Properties = { readonly [name: string]: unknown };

/** A method of a generated client. */
export type Unary<Request, Response> = (
	request: Request,
	metadata: Metadata,
	options: Partial<CallOptions>,
	callback: (error: ServiceError | null, response: Response) => void,
) => ClientUnaryCall;

/** A resource that was made, though a call failed. */
export interface InitFailure {
	readonly id: string;
	readonly properties: Properties;
	readonly reasons: readonly string[];
}

/** A call to which the provider responded with an error; the message is what the engine prints. */
export class ProviderError extends Error {
	constructor(
		message: string,
		readonly initFailure: InitFailure | undefined,
	) {
		super(message);
	}
}

const CALL_DEADLINE_MS = 20_000;
const INIT_FAILED = "pulumirpc.ErrorResourceInitFailed";

/** Calls a method of a client. @throws ProviderError */
export function call<Request, Response>(
	client: object,
	method: Unary<Request, Response>,
	request: Request,
	deadlineMs = CALL_DEADLINE_MS,
): Promise<Response> {
	return new Promise((done, failed) => {
		const options = { deadline: Date.now() + deadlineMs };
		method.call(client, request, new Metadata(), options, (error, response) => {
			if (error === null) done(response);
			else failed(new ProviderError(error.details, initFailure(error)));
		});
	});
}

/** Properties as they go on the wire; what is `undefined` stays behind. */
export function toStruct(properties: Properties): Struct {
	const plain: { [name: string]: JavaScriptValue } = JSON.parse(JSON.stringify(properties));
	return Struct.fromJavaScript(plain);
}

export function fromStruct(struct: Struct | undefined): Properties {
	return struct?.toJavaScript() ?? {};
}

function initFailure({ metadata }: ServiceError): InitFailure | undefined {
	const [bytes] = metadata.get("grpc-status-details-bin");
	if (!(bytes instanceof Buffer)) return undefined;
	for (const detail of Status.deserializeBinary(bytes).getDetailsList()) {
		if (detail.getTypeName() !== INIT_FAILED) continue;
		const failed = ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8());
		return {
			id: failed.getId(),
			properties: fromStruct(failed.getProperties()),
			reasons: failed.getReasonsList(),
		};
	}
	return undefined;
}
