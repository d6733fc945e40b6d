import { declareTokens } from "./program";

export const { dockerConfig, validUntil } = declareTokens();
