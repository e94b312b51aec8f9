import type { Admin } from 'kafkajs';
import { progressOf } from '../bench/measure/drain.ts';
import type { Rig } from './rig.ts';

interface Look {
  readonly isDone: boolean;
  /** Records in all that is read. */
  readonly total: number;
}

async function look({ system }: Rig, admin: Admin): Promise<Look> {
  const prefix = system.environment['KAFKA_TOPIC_PREFIX'] ?? '';
  const { groups } = await admin.listGroups();
  let isDone = true;
  let total = 0;
  for (const { groupId } of groups) {
    if (!groupId.startsWith(prefix)) continue;
    const read = await admin.fetchOffsets({ groupId });
    const progress = await progressOf(
      admin,
      groupId,
      read.map(({ topic }) => topic),
    );
    isDone &&= progress.committed === progress.total;
    total += progress.total;
  }
  return { isDone, total };
}

/**
 * Whether nothing is on its way between services: each consumer has committed the end of all that it ever read, and while that was
 * found out nothing was added to it.
 */
export async function settled(rig: Rig, admin: Admin): Promise<boolean> {
  const first = await look(rig, admin);
  if (!first.isDone) return false;
  const again = await look(rig, admin);
  return again.isDone && again.total === first.total;
}
