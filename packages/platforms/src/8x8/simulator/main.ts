/** Runs the simulated CRM API: `PORT=8801 node packages/platforms/src/8x8/simulator/main.ts`. */
import { createSimulator } from './server.ts';

const { PORT = '8801', TENANT = 'tenant', USERNAME = 'crm-api', PASSWORD = 'crm-api-password' } = process.env;
const simulator = createSimulator({ tenant: TENANT, username: USERNAME, password: PASSWORD });
simulator.server.listen(Number(PORT), '127.0.0.1');
process.once('SIGTERM', () => simulator.server.close());
