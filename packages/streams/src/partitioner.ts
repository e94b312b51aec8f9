import kafkajs from 'kafkajs';
import type { ICustomPartitioner } from 'kafkajs';
import { murmur2 } from './murmur2.ts';

/** The same choice of partition as the Java client's: murmur2 over the key; where there is none, kafkajs's own turns. */
export const partitionByKey: ICustomPartitioner = () => {
  const byTurns = kafkajs.Partitioners.DefaultPartitioner();
  return function partitionOf(given) {
    const { key } = given.message;
    if (key === null || key === undefined) return byTurns(given);
    const hash = murmur2(Buffer.isBuffer(key) ? key : Buffer.from(key));
    return (hash & 0x7fffffff) % given.partitionMetadata.length;
  };
};
