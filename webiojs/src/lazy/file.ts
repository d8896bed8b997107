// Files of the visitor: the field in which they are chosen, and their way to the server.

import { file } from "../fields/file";
import { Uploads } from "../transport/uploads";

export { file, Uploads };

export interface FileChunk {
  file: typeof file;
  Uploads: typeof Uploads;
}
