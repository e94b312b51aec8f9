import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stackErrors } from './errors.ts';
import type { Java } from './java.ts';
import { openTree } from './process/unprivileged.ts';

export const mavenFolder = fileURLToPath(new URL('../maven/', import.meta.url));

/** Where the JVM services lie. */
export interface Artifacts {
  readonly kafka: string;
  readonly registry: string;
  readonly openSearch: string;
}

const openSearchVersion = '3.6.0';

/** Files smaller than this are not worth a line of progress. */
const worthALine = 5_000_000;

/** Says what Maven fetches, and that it still does: some files are over 150 MB. */
function reportProgress(
  output: NodeJS.ReadableStream,
  log: (line: string) => void,
): { problems: string[]; end(): void } {
  const started = new Map<string, number>();
  const problems: string[] = [];
  const begun = Date.now();
  const secondsSince = (time: number) => Math.round((Date.now() - time) / 1000);
  const ticker = setInterval(() => {
    const files = [...started].map(([file, at]) => `downloading ${file} for ${secondsSince(at)} s`);
    log(`  … ${secondsSince(begun)} s ${files.slice(0, 3).join(', ') || 'resolving and unpacking'}`);
  }, 5000);
  createInterface({ input: output }).on('line', (line) => {
    const [, state, url = '', size = ''] =
      /(Downloading|Downloaded) from [^:]+: (\S+)(?: \(([\d.]+ \wB))?/.exec(line) ?? [];
    const file = url.slice(url.lastIndexOf('/') + 1);
    if (state === 'Downloading') started.set(file, Date.now());
    if (state === 'Downloaded') {
      started.delete(file);
      const bytes = Number.parseFloat(size) * (size.endsWith('MB') ? 1e6 : size.endsWith('GB') ? 1e9 : 1e3);
      if (bytes > worthALine) log(`  ${file} (${size})`);
    }
    if (line.startsWith('[ERROR]')) problems.push(line.slice(8));
  });
  return { problems, end: () => clearInterval(ticker) };
}

async function runMaven(out: string, java: Java, log: (line: string) => void): Promise<void> {
  const works = spawnSync('mvn', ['-v'], { stdio: 'ignore' });
  if (works.error) throw stackErrors.mavenMissing();
  // Maven takes whichever Java the machine has; where it has none that works, the one that we found.
  const environment = works.status === 0 ? {} : { JAVA_HOME: dirname(dirname(java.command)) };
  const child = spawn('mvn', ['-B', '-f', join(mavenFolder, 'pom.xml'), `-Dout=${out}`, 'package'], {
    cwd: mavenFolder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const progress = reportProgress(child.stdout, log);
  const end = () => void child.kill();
  process.once('exit', end);
  const code = await new Promise((done) => child.once('close', done));
  process.off('exit', end);
  progress.end();
  if (code !== 0) throw stackErrors.downloadFailed({ detail: { maven: progress.problems.slice(0, 5) } });
}

/** The descriptor that the plug-in's own zip would carry. */
const icuDescriptor = `description=ICU analysis
version=${openSearchVersion}
name=analysis-icu
classname=org.opensearch.plugin.analysis.icu.AnalysisICUPlugin
java.version=21
opensearch.version=${openSearchVersion}
custom.foldername=
extended.plugins=
has.native.controller=false
`;

/**
 * The JVM services, unpacked in the cache under the hash of their list. What was only half fetched has another name,
 * so an interrupted download is simply done again.
 * @throws stack.maven-missing, stack.download-failed
 */
export async function fetchArtifacts(options: {
  readonly cache: string;
  readonly java: Java;
  readonly log: (line: string) => void;
}): Promise<Artifacts> {
  const hash = createHash('sha256')
    .update(readFileSync(join(mavenFolder, 'pom.xml')))
    .digest('hex');
  const folder = join(options.cache, `services-${hash.slice(0, 16)}`);
  const openSearch = `opensearch-${openSearchVersion}`;
  if (!existsSync(folder)) {
    options.log('fetching Kafka, the schema registry and OpenSearch from Maven (370 MB, once)');
    mkdirSync(options.cache, { recursive: true });
    const partial = `${folder}.partial-${process.pid}`;
    rmSync(partial, { recursive: true, force: true });
    await runMaven(partial, options.java, options.log);
    writeFileSync(
      join(partial, openSearch, 'plugins', 'analysis-icu', 'plugin-descriptor.properties'),
      icuDescriptor,
    );
    openTree(partial);
    // Another run may have been quicker; its copy is as good.
    if (existsSync(folder)) rmSync(partial, { recursive: true });
    else renameSync(partial, folder);
  }
  return {
    kafka: join(folder, 'kafka'),
    registry: join(folder, 'registry'),
    openSearch: join(folder, openSearch),
  };
}
