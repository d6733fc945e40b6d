export { type DeployTokenMocksOptions, deployTokenMocks } from "./mocks";
