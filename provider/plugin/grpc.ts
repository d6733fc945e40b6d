import { createRequire } from "node:module";

/**
 * The SDK's own copies of the libraries on which its generated messages are built: a second copy of either would
 * not recognise the messages of the first, and the package needs no further dependency.
 */
const ofSdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));

export const grpc: typeof import("@grpc/grpc-js") = ofSdk("@grpc/grpc-js");
export const { Struct }: typeof import("google-protobuf/google/protobuf/struct_pb") = ofSdk(
	"google-protobuf/google/protobuf/struct_pb",
);
export const { Empty }: typeof import("google-protobuf/google/protobuf/empty_pb") = ofSdk(
	"google-protobuf/google/protobuf/empty_pb",
);
export const { Any }: typeof import("google-protobuf/google/protobuf/any_pb") = ofSdk(
	"google-protobuf/google/protobuf/any_pb",
);

/** A message with properties of a resource. */
export type StructMessage = import("google-protobuf/google/protobuf/struct_pb").Struct;
/** A call of the engine. */
export type UnaryCall<Request, Response> = import("@grpc/grpc-js").ServerUnaryCall<Request, Response>;
/** Receives the response to a call, or its failure. */
export type Respond<Response> = import("@grpc/grpc-js").sendUnaryData<Response>;
/** The failure of a call. */
export type CallFailure = Partial<import("@grpc/grpc-js").StatusObject>;
