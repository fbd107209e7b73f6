import type { BehaviourIndex } from '../../../catalog/derive/behaviour/index.ts'
import type { Store } from '../store/store.ts'
import { namesSpace, objectsSpace } from './objects.ts'
import { seedsSpace } from './plant.ts'

/** Forgets all objects of one merchant. */
export async function dropObjects(store: Store, mchid: string, { resources }: BehaviourIndex): Promise<void> {
  for (const resource of Object.keys(resources)) await store.drop(objectsSpace(mchid, resource))
  await store.drop(namesSpace(mchid))
  await store.drop(seedsSpace(mchid))
}
