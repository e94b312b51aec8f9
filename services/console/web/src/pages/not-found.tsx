import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { Empty } from '../parts/states.tsx';

export function NotFound() {
  return (
    <main className="pt-20">
      <Empty icon={Compass} title="There is nothing here">
        <Link to="/" className="font-medium text-accent underline underline-offset-4">
          Go to the search
        </Link>
      </Empty>
    </main>
  );
}
