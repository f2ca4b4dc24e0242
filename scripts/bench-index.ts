/** The process that `npm run bench symbols` times: builds the index of exports of a folder, with a cache, on two threads. */
import { buildExportIndex } from "../server/src/host/symbols/index-build.ts";

const [folder = "", cacheFolder = ""] = process.argv.slice(2);
void buildExportIndex(folder, { cacheFolder, workers: 2 }).then(({ index }) =>
  console.log(`${index.size} exports`),
);
